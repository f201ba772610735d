-- Secret of the key that changes DNS records of an app that is cut over by DNS; encrypted.
alter table migrations add column dns_ciphertext bytea;
