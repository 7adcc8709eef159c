-- answer: How many customers do we have?
select count(*) from cust

-- answer: Orders per month in 2024
select date_trunc('month', ord_dt), count(*) from ord_hdr o where year(ord_dt) = 2024 and o.ord_sts <> 'CAN' group by 1
-- or
select date_trunc('month', ord_dt), count(*) from ord_hdr o where year(ord_dt) = 2024 group by 1

-- answer: Sales by branch
select b.brn_nm, sum(o.ord_amt) from ord_hdr o join brn b on b.brn_cd = o.brn_cd where o.ord_sts <> 'CAN' group by 1
-- or
select b.brn_nm, sum(o.ord_amt) from ord_hdr o join brn b on b.brn_cd = o.brn_cd group by 1

-- then: only 2024
select b.brn_nm, sum(o.ord_amt) from ord_hdr o join brn b on b.brn_cd = o.brn_cd where year(o.ord_dt) = 2024 and o.ord_sts <> 'CAN' group by 1
-- or
select b.brn_nm, sum(o.ord_amt) from ord_hdr o join brn b on b.brn_cd = o.brn_cd where year(o.ord_dt) = 2024 group by 1

-- answer: Top 5 products by quantity sold
select p.prd_desc, sum(l.qty) from ord_ln l join ord_hdr o on o.ord_no = l.ord_no join prd p on p.prd_cd = l.prd_cd join prd_grp g on g.grp_cd = p.grp_cd where o.ord_sts <> 'CAN' group by 1 order by 2 desc limit 5
-- or
select p.prd_desc, sum(l.qty) from ord_ln l join ord_hdr o on o.ord_no = l.ord_no join prd p on p.prd_cd = l.prd_cd join prd_grp g on g.grp_cd = p.grp_cd group by 1 order by 2 desc limit 5

-- answer: Sales by product group this year
select g.grp_nm, sum(l.ln_amt) from ord_ln l join ord_hdr o on o.ord_no = l.ord_no join prd p on p.prd_cd = l.prd_cd join prd_grp g on g.grp_cd = p.grp_cd where year(o.ord_dt) = 2025 and o.ord_sts <> 'CAN' group by 1
-- or
select g.grp_nm, sum(l.ln_amt) from ord_ln l join ord_hdr o on o.ord_no = l.ord_no join prd p on p.prd_cd = l.prd_cd join prd_grp g on g.grp_cd = p.grp_cd where year(o.ord_dt) = 2025 group by 1

-- answer: How many orders were delivered late?
select count(*) from ord_hdr where dlv_dt > req_dt

-- answer: orders by order type
select ord_typ, count(*) from ord_hdr o where o.ord_sts <> 'CAN' group by 1
-- or
select ord_typ, count(*) from ord_hdr o group by 1

-- answer: What is the average order value?
select avg(ord_amt) from ord_hdr o where o.ord_sts <> 'CAN'
-- or
select avg(ord_amt) from ord_hdr o

-- answer: Which customers are on stop?
select cust_nm from cust where stop_flg = 'Y'
-- or
select cust_no from cust where stop_flg = 'Y'

-- answer: customers per rep
select r.rep_nm, count(*) from cust c join rep r on r.rep_cd = c.rep_cd group by 1
-- or
select r.rep_nm, count(c.cust_no) from rep r left join cust c on r.rep_cd = c.rep_cd group by 1
-- or
select rep_cd, count(*) from cust group by 1

-- answer: Top 10 customers by sales in 2025
select c.cust_nm, sum(o.ord_amt) from ord_hdr o join cust c on c.cust_no = o.cust_no where year(o.ord_dt) = 2025 and o.ord_sts <> 'CAN' group by 1 order by 2 desc limit 10

-- answer: How many orders were cancelled last year?
select count(*) from ord_hdr where ord_sts = 'CAN' and year(ord_dt) = 2024

-- answer: List price of all oak products
select prd_desc, list_prc from prd where species = 'Oak'
-- or
select prd_cd, list_prc from prd where species = 'Oak'

-- answer: Products with a list price above 1000
select prd_desc from prd where list_prc > 1000
-- or
select prd_cd from prd where list_prc > 1000

-- answer: Average discount by customer type
select c.cust_typ, avg(l.disc_pct) from ord_ln l join ord_hdr o on o.ord_no = l.ord_no join cust c on c.cust_no = o.cust_no where o.ord_sts <> 'CAN' group by 1
-- or
select c.cust_typ, avg(l.disc_pct) from ord_ln l join ord_hdr o on o.ord_no = l.ord_no join cust c on c.cust_no = o.cust_no group by 1
-- or
select c.cust_typ, avg(l.disc_pct) from ord_ln l join ord_hdr o on o.ord_no = l.ord_no join cust c on c.cust_no = o.cust_no where l.disc_pct > 0 and o.ord_sts <> 'CAN' group by 1
-- or
select c.cust_typ, avg(l.disc_pct) from ord_ln l join ord_hdr o on o.ord_no = l.ord_no join cust c on c.cust_no = o.cust_no where l.disc_pct > 0 group by 1

-- answer: stock on hand by branch
select b.brn_nm, sum(s.qty_oh) from stk s join brn b on b.brn_cd = s.brn_cd group by 1

-- answer: What is our stock worth at cost price?
select sum(s.qty_oh * p.cost_prc) from stk s join prd p on p.prd_cd = s.prd_cd

-- answer: Which products are below their minimum quantity in Bristol?
select p.prd_desc from stk s join prd p on p.prd_cd = s.prd_cd join brn b on b.brn_cd = s.brn_cd where b.brn_nm = 'Bristol' and s.qty_oh < s.min_qty
-- or
select p.prd_cd from stk s join prd p on p.prd_cd = s.prd_cd join brn b on b.brn_cd = s.brn_cd where b.brn_nm = 'Bristol' and s.qty_oh < s.min_qty

-- answer: How many softwood products are there?
select count(*) from prd p join prd_grp g on g.grp_cd = p.grp_cd where g.grp_nm = 'Softwood' and p.disc_flg = 'N'

-- answer: Purchase orders per supplier
select s.supp_nm, count(*) from po_hdr o join supp s on s.supp_no = o.supp_no where o.po_sts <> 'CAN' group by 1
-- or
select s.supp_nm, count(*) from po_hdr o join supp s on s.supp_no = o.supp_no group by 1
-- or
select s.supp_nm, count(o.po_no) from supp s left join po_hdr o on s.supp_no = o.supp_no and o.po_sts <> 'CAN' group by 1
-- or
select s.supp_nm, count(o.po_no) from supp s left join po_hdr o on s.supp_no = o.supp_no group by 1

-- answer: Suppliers we never ordered from
select supp_nm from supp where supp_no not in (select supp_no from po_hdr)
-- or
select supp_no from supp where supp_no not in (select supp_no from po_hdr)

-- answer: Total purchases from Latvia in 2024
select sum(o.po_amt) from po_hdr o join supp s on s.supp_no = o.supp_no where s.cntry = 'Latvia' and year(o.po_dt) = 2024 and o.po_sts <> 'CAN'
-- or
select sum(o.po_amt) from po_hdr o join supp s on s.supp_no = o.supp_no where s.cntry = 'Latvia' and year(o.po_dt) = 2024

-- answer: How many purchase orders arrived after their due date?
select count(*) from po_hdr where rcv_dt > due_dt

-- answer: Average days between purchase order and receipt
select avg(rcv_dt - po_dt) from po_hdr where rcv_dt is not null

-- answer: Sales by customer type and year
select c.cust_typ, year(o.ord_dt), sum(o.ord_amt) from ord_hdr o join cust c on c.cust_no = o.cust_no where o.ord_sts <> 'CAN' group by 1, 2
-- or
select c.cust_typ, year(o.ord_dt), sum(o.ord_amt) from ord_hdr o join cust c on c.cust_no = o.cust_no group by 1, 2
-- or
select c.cust_typ, date_trunc('year', o.ord_dt), sum(o.ord_amt) from ord_hdr o join cust c on c.cust_no = o.cust_no where o.ord_sts <> 'CAN' group by 1, 2
-- or
select c.cust_typ, date_trunc('year', o.ord_dt), sum(o.ord_amt) from ord_hdr o join cust c on c.cust_no = o.cust_no group by 1, 2

-- answer: Which customers have not ordered anything this year?
select c.cust_nm from cust c where c.cust_no not in (select o.cust_no from ord_hdr o where year(o.ord_dt) = 2025 and o.ord_sts <> 'CAN' )
-- or
select c.cust_nm from cust c where c.cust_no not in (select o.cust_no from ord_hdr o where year(o.ord_dt) = 2025 )
-- or
select c.cust_no from cust c where c.cust_no not in (select o.cust_no from ord_hdr o where year(o.ord_dt) = 2025 and o.ord_sts <> 'CAN' )
-- or
select c.cust_no from cust c where c.cust_no not in (select o.cust_no from ord_hdr o where year(o.ord_dt) = 2025 )

-- answer: customers with a credit limit over 10000
select cust_nm from cust where cr_lmt > 10000
-- or
select cust_no from cust where cr_lmt > 10000
-- or
select count(*) from cust where cr_lmt > 10000

-- answer: Which driver made the most deliveries?
select drvr, count(*) from ord_hdr where drvr is not null group by 1 order by 2 desc limit 1

-- answer: Quantity of sheet materials sold per month in 2025
select date_trunc('month', o.ord_dt), sum(l.qty) from ord_ln l join ord_hdr o on o.ord_no = l.ord_no join prd p on p.prd_cd = l.prd_cd join prd_grp g on g.grp_cd = p.grp_cd where g.grp_nm = 'Sheet materials' and year(o.ord_dt) = 2025 and o.ord_sts <> 'CAN' group by 1
-- or
select date_trunc('month', o.ord_dt), sum(l.qty) from ord_ln l join ord_hdr o on o.ord_no = l.ord_no join prd p on p.prd_cd = l.prd_cd join prd_grp g on g.grp_cd = p.grp_cd where g.grp_nm = 'Sheet materials' and year(o.ord_dt) = 2025 group by 1

-- answer: How many different products did we sell in 2024?
select count(distinct l.prd_cd) from ord_ln l join ord_hdr o on o.ord_no = l.ord_no join prd p on p.prd_cd = l.prd_cd join prd_grp g on g.grp_cd = p.grp_cd where year(o.ord_dt) = 2024 and o.ord_sts <> 'CAN'

-- answer: Biggest order in May 2025
select ord_no, ord_amt from ord_hdr o where ord_dt between '2025-05-01' and '2025-05-31' and o.ord_sts <> 'CAN' order by ord_amt desc limit 1

-- then: and which customer was that?
select c.cust_nm from ord_hdr o join cust c on c.cust_no = o.cust_no where o.ord_dt between '2025-05-01' and '2025-05-31' and o.ord_sts <> 'CAN' order by o.ord_amt desc limit 1
-- or
select c.cust_no from ord_hdr o join cust c on c.cust_no = o.cust_no where o.ord_dt between '2025-05-01' and '2025-05-31' and o.ord_sts <> 'CAN' order by o.ord_amt desc limit 1

-- refuse: Which of our products are FSC certified?

-- refuse: moisture content of the kiln dried oak

-- refuse: How many staff work at each branch?

-- refuse: Cost per mile of the delivery lorries

-- ask: Total amount per branch in May
