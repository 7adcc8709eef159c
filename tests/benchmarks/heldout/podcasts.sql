-- answer: Total downloads
select sum(downloads) from fact_downloads

-- answer: Downloads by show
select s.show_title, sum(f.downloads) from fact_downloads f join dim_show s on s.show_key = f.show_key group by 1

-- then: just 2024
select s.show_title, sum(f.downloads) from fact_downloads f join dim_show s on s.show_key = f.show_key where f.date_key // 10000 = 2024 group by 1

-- answer: Downloads per month in 2024
select date_trunc('month', d.full_date), sum(f.downloads) from fact_downloads f join dim_date d on d.date_key = f.date_key where d.year = 2024 group by 1
-- or
select d.month, sum(f.downloads) from fact_downloads f join dim_date d on d.date_key = f.date_key where d.year = 2024 group by 1
-- or
select d.month_name, sum(f.downloads) from fact_downloads f join dim_date d on d.date_key = f.date_key where d.year = 2024 group by 1

-- answer: Top 10 episodes by downloads
select e.episode_title, sum(f.downloads) from fact_downloads f join dim_episode e on e.episode_key = f.episode_key group by e.episode_key, 1 order by 2 desc limit 10

-- answer: Downloads by platform
select p.platform_name, sum(f.downloads) from fact_downloads f join dim_platform p on p.platform_key = f.platform_key group by 1

-- ordered: Downloads by country, highest first
select c.country_name, sum(f.downloads) from fact_downloads f join dim_country c on c.country_key = f.country_key group by 1 order by 2 desc

-- answer: How many downloads came from smart speakers in 2025?
select sum(f.downloads) from fact_downloads f join dim_platform p on p.platform_key = f.platform_key where p.platform_type = 'Smart speaker' and f.date_key // 10000 = 2025

-- answer: Completed plays by genre
select s.genre, sum(f.completed_plays) from fact_downloads f join dim_show s on s.show_key = f.show_key group by 1

-- answer: True crime downloads in the United Kingdom
select sum(f.downloads) from fact_downloads f join dim_show s on s.show_key = f.show_key join dim_country c on c.country_key = f.country_key where s.genre = 'True Crime' and c.country_name = 'United Kingdom'

-- answer: Downloads by weekday
select d.weekday_name, sum(f.downloads) from fact_downloads f join dim_date d on d.date_key = f.date_key group by 1
-- or
select isodow(d.full_date), sum(f.downloads) from fact_downloads f join dim_date d on d.date_key = f.date_key group by 1
-- or
select dayofweek(d.full_date), sum(f.downloads) from fact_downloads f join dim_date d on d.date_key = f.date_key group by 1

-- answer: Which host has the most downloads?
select s.host_name from fact_downloads f join dim_show s on s.show_key = f.show_key group by 1 order by sum(f.downloads) desc limit 1

-- answer: How many shows are still active?
select count(*) from dim_show where show_status = 'Active'

-- answer: Number of shows per genre
select genre, count(*) from dim_show group by 1

-- answer: Which of our shows are in Spanish?
select show_title from dim_show where language = 'Spanish'

-- answer: Episodes per show
select s.show_title, count(*) from dim_episode e join dim_show s on s.show_key = e.show_key group by 1

-- answer: Average episode length by genre
select s.genre, avg(e.duration_minutes) from dim_episode e join dim_show s on s.show_key = e.show_key group by 1

-- answer: What is our longest episode?
select episode_title from dim_episode order by duration_minutes desc limit 1

-- answer: How many bonus episodes did we publish in 2024?
select count(*) from dim_episode where episode_type = 'Bonus' and year(publish_date) = 2024

-- answer: Ad revenue by show
select s.show_title, sum(f.ad_revenue_usd) from fact_ad_delivery f join dim_show s on s.show_key = f.show_key group by 1

-- answer: Top 5 advertisers by ad revenue
select a.advertiser_name, sum(f.ad_revenue_usd) from fact_ad_delivery f join dim_advertiser a on a.advertiser_key = f.advertiser_key group by 1 order by 2 desc limit 5

-- answer: Ad revenue by quarter for 2024
select d.quarter, sum(f.ad_revenue_usd) from fact_ad_delivery f join dim_date d on d.date_key = f.date_key where d.year = 2024 group by 1
-- or
select date_trunc('quarter', d.full_date), sum(f.ad_revenue_usd) from fact_ad_delivery f join dim_date d on d.date_key = f.date_key where d.year = 2024 group by 1
-- or
select quarter(d.full_date), sum(f.ad_revenue_usd) from fact_ad_delivery f join dim_date d on d.date_key = f.date_key where d.year = 2024 group by 1

-- answer: Impressions by ad position
select ad_position, sum(impressions) from fact_ad_delivery group by 1

-- then: host-read ads only
select ad_position, sum(impressions) from fact_ad_delivery where ad_type = 'Host-read' group by 1

-- answer: Average CPM by ad type
select ad_type, avg(cpm_usd) from fact_ad_delivery group by 1
-- or
select ad_type, 1000 * sum(ad_revenue_usd) / sum(impressions) from fact_ad_delivery group by 1

-- answer: How much did finance companies spend on ads with us in 2024?
select sum(f.ad_revenue_usd) from fact_ad_delivery f join dim_advertiser a on a.advertiser_key = f.advertiser_key where a.industry = 'Finance' and f.date_key // 10000 = 2024

-- answer: Which advertisers have never run an ad?
select advertiser_name from dim_advertiser where advertiser_key not in (select advertiser_key from fact_ad_delivery)

-- answer: How many advertisers book without a media agency?
select count(*) from dim_advertiser where media_agency is null
-- or
select count(distinct a.advertiser_key) from dim_advertiser a join fact_ad_delivery f on f.advertiser_key = a.advertiser_key where a.media_agency is null

-- answer: New memberships per month this year
select date_trunc('month', d.full_date), count(*) from fact_memberships m join dim_date d on d.date_key = m.start_date_key where d.year = 2025 group by 1
-- or
select d.month, count(*) from fact_memberships m join dim_date d on d.date_key = m.start_date_key where d.year = 2025 group by 1
-- or
select d.month_name, count(*) from fact_memberships m join dim_date d on d.date_key = m.start_date_key where d.year = 2025 group by 1

-- answer: How many members have cancelled?
select count(*) from fact_memberships where cancel_date_key is not null

-- answer: Members who have not cancelled, by plan
select plan, count(*) from fact_memberships where cancel_date_key is null group by 1

-- answer: Average star rating by show
select s.show_title, avg(r.star_rating) from fact_reviews r join dim_show s on s.show_key = r.show_key group by 1

-- answer: How many five-star reviews did we get in 2024?
select count(*) from fact_reviews where star_rating = 5 and date_key // 10000 = 2024

-- refuse: Production cost per episode

-- refuse: Listeners by age group

-- refuse: How many Instagram followers does each show have?

-- refuse: How many live show tickets did we sell last year?

-- ask: Which is our best show?
