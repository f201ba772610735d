-- Connection strings of one datastore that lead to another one of its environment, after they were swapped.
alter table datastores add column leads_to text;
