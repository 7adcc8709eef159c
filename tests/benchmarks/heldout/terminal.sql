-- answer: How many vessels arrived per month in 2025?
select date_trunc('month', ata)::date, count(*) from port_call where year(ata) = 2025 group by 1
-- or
select date_trunc('month', ata)::date, count(distinct vessel_id) from port_call where year(ata) = 2025 group by 1

-- answer: Containers by type
select type_desc, count(*) from container join container_type_ref using (type_cd) group by 1
-- or
select type_cd, count(*) from container group by 1

-- answer: number of vessels per shipping line
select line_nm, count(*) from vessel join shipping_line using (line_cd) group by 1

-- answer: Average port dues per call
select avg(port_dues_amt) from port_call

-- ordered: top 5 consignees by storage fees
select consignee_nm, sum(storage_fee_amt) from container_move join consignee using (consignee_id) group by 1 order by 2 desc limit 5

-- answer: How many port calls were cancelled?
select count(*) from port_call where status_cd = 'X'

-- answer: hazardous moves by month in 2024
select date_trunc('month', move_dt)::date, count(*) from container_move where hazardous_ind and year(move_dt) = 2024 group by 1

-- answer: How many container moves are on hold at customs?
select count(*) from container_move where customs_cd = 'HLD'

-- answer: Port calls that arrived late
select count(*) from port_call where ata > eta
-- or
select call_id from port_call where ata > eta
-- or
select voyage_no from port_call where ata > eta
-- or
select count(*) from port_call where ata::date > eta::date
-- or
select call_id from port_call where ata::date > eta::date

-- answer: Total gross weight by move type
select move_type_desc, sum(gross_wt_kg) from container_move join move_type_ref using (move_type_cd) group by 1

-- answer: How many reefer containers are there?
select count(*) from container where type_cd = 'RF'

-- answer: Which vessel has the largest TEU capacity?
select vessel_nm from vessel order by teu_capacity desc limit 1

-- answer: vessels built before 2000
select count(*) from vessel where built_yr < 2000
-- or
select vessel_nm from vessel where built_yr < 2000
-- or
select vessel_id from vessel where built_yr < 2000

-- answer: Which vessels had no port call in 2025?
select vessel_nm from vessel v where not exists (from port_call c where c.vessel_id = v.vessel_id and year(c.ata) = 2025)
-- or
select vessel_nm from vessel v where not exists (from port_call c where c.vessel_id = v.vessel_id and year(c.eta) = 2025)

-- answer: Gate visits by haulier this year
select haulier, count(*) from gate_visit where year(gate_in_ts) = 2025 group by 1

-- answer: handling fees per quarter
select date_trunc('quarter', move_dt)::date, sum(handling_fee_amt) from container_move group by 1

-- answer: Handling fees in May 2025 vs May 2024
select a, b from (select sum(handling_fee_amt) filter (year(move_dt) = 2025) a, sum(handling_fee_amt) filter (year(move_dt) = 2024) b from container_move where month(move_dt) = 5)
-- or
select year(move_dt), sum(handling_fee_amt) from container_move where month(move_dt) = 5 and year(move_dt) in (2024, 2025) group by 1

-- answer: What share of containers is 40 ft?
select count(*) filter (size_ft = 40) / count(*) from container
-- or
select 100 * count(*) filter (size_ft = 40) / count(*) from container

-- answer: calls per berth in 2024
select berth_nm, count(*) from port_call join berth using (berth_id) where year(eta) = 2024 group by 1
-- or
select berth_nm, count(*) from port_call join berth using (berth_id) where year(ata) = 2024 group by 1
-- or
select berth_nm, count(*) from port_call join berth using (berth_id) where year(atd) = 2024 group by 1

-- answer: How many of our vessels sail under the flag of Panama?
select count(*) from vessel where flag = 'Panama'

-- answer: average storage days of discharged containers by consignee
select consignee_nm, avg(storage_days) from container_move join consignee using (consignee_id) where move_type_cd = 'DIS' group by 1

-- answer: How many moves did each container type have in 2024?
select type_desc, count(*) from container_move join container using (container_no) join container_type_ref using (type_cd) where year(move_dt) = 2024 group by 1
-- or
select type_cd, count(*) from container_move join container using (container_no) where year(move_dt) = 2024 group by 1

-- refuse: fuel consumption by vessel

-- refuse: How many crew members are on board of each vessel?

-- refuse: CO2 emissions per port call

-- refuse: How many accidents happened on the South Quay?
