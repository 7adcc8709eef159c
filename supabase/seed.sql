-- Nothing is seeded: the first person to sign up becomes the owner of a new organization, and the sample project is made by
-- the app from code. The file exists because config.toml names it, so that `supabase db reset` runs without a warning.
select 1;
