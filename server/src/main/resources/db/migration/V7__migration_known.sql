-- What was seen at Heroku when it was looked at: config, formation, jobs, add-ons; encrypted, for values of config vars are in it.
alter table migrations add column known_ciphertext bytea;
