-- answer: how many publications in 2021?
select count(*) from publication where year = 2021
-- answer: publications by journal
select j.name, count(*) from publication join journal j using (jid) group by 1
-- answer: who wrote Attention is all you need?
select name from author where exists (select 1 from writes join publication using (pid) where writes.aid = author.aid and title = 'Attention is all you need')
-- ordered: most cited publications, top 3 by citation number
select title, citation_num from publication order by citation_num desc, title limit 3
-- answer: authors without an organization
select name from author where oid is null
-- answer: number of organizations per continent
select continent, count(*) from organization group by 1
-- answer: average number of references per year
select year, avg(reference_num) from publication group by 1
-- answer: authors that never published anything
select name from author where not exists (select 1 from writes where writes.aid = author.aid)
-- answer: how many authors belong to European organizations
select count(*) from author join organization using (oid) where continent = 'Europe'
-- answer: which author has written the most publications
select name from author join writes using (aid) group by aid, name order by count(*) desc limit 1
-- answer: titles published in Nature in 2021
select title from publication join journal j using (jid) where j.name = 'Nature' and year = 2021
-- ask: list the homepages
-- ask: how many are about Machine Learning?
-- refuse: h-index of Larry Summers
-- refuse: which publications were retracted
