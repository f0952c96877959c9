-- What is written about cases is looked through by age.
create index sealed_values_of_cases on vault.sealed_values (written_at) where kind in ('comment', 'appeal', 'note');
