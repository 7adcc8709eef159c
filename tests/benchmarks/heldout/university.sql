-- answer: how many students are there?
select count(*) from Student
-- answer: students per department
select DepartmentName, count(*) from Student left join Department using (DepartmentID) group by 1
-- answer: avg grade by course level
select CourseLevel, avg(Grade) from Registration left join Course using (CourseID) group by 1
-- answer: students from Norway who have graduated
select FullName from Student where HomeCountry = 'Norway' and GraduatedOn is not null
-- answer: how many students graduated in 2025?
select count(*) from Student where year(GraduatedOn) = 2025
-- answer: students enrolled in 2024 by home country
select HomeCountry, count(*) from Student where year(EnrolledOn) = 2024 group by 1
-- answer: courses nobody registered for
select Title from Course c where not exists (select 1 from Registration r where r.CourseID = c.CourseID)
-- answer: number of courses per lecturer
select LecturerName, count(distinct CourseID) from CourseLecturer left join Lecturer using (LecturerID) group by LecturerID, 1
-- answer: lecturers without a mentor
select LecturerName from Lecturer where MentorID is null
-- answer: highest paid lecturer
select LecturerName, Salary from Lecturer order by 2 desc limit 1
-- answer: average salary of professors
select avg(Salary) from Lecturer where AcademicRank = 'professor'
-- answer: total amount of payments by method
select Method, sum(Amount) from Payment group by 1
-- answer: payments made in April 2025, total amount
select sum(Amount) from Payment where PaidOn >= '2025-04-01' and PaidOn < '2025-05-01'
-- answer: payments due in April 2025, total amount
select sum(Amount) from Payment where DueOn >= '2025-04-01' and DueOn < '2025-05-01'
-- answer: how many payments haven't been paid
select count(*) from Payment where PaidOn is null
-- or
select count(*) from Payment where PaidOn is null or PaidOn > date '2025-06-18'
-- answer: outstanding debt by home country
select HomeCountry, sum(Outstanding) from DebtBalance left join Student using (StudentID) where AsOfDate = '2025-05-31' group by 1
-- answer: outstanding debt at the end of 2024
select sum(Outstanding) from DebtBalance where AsOfDate = '2024-12-31'
-- answer: how many registrations were passed in the spring term
select count(*) from Registration where Passed and Term = 'spring'
-- ordered: 5 courses with the most registrations
select Title, count(*) n from Registration join Course using (CourseID) group by CourseID, 1 order by n desc limit 5
-- answer: students with more than 10 registrations
select FullName from Registration join Student using (StudentID) group by StudentID, 1 having count(*) > 10
-- answer: total credits of undergraduate courses by department
select DepartmentName, sum(Credits) from Course left join Department using (DepartmentID) where CourseLevel = 'undergraduate' group by 1
-- answer: departments in North Hall
select DepartmentName from Department where Building = 'North Hall'
-- answer: buildings with a total annual budget over 1 million
select Building, sum(AnnualBudget) s from Department group by 1 having s > 1000000
-- answer: average scholarship per student by department
select DepartmentName, avg(ScholarshipAmount) from Student left join Department using (DepartmentID) group by 1
-- answer: registrations this year compared with last year
select (select count(*) from Registration where RegisteredOn >= '2025-01-01' and RegisteredOn < '2025-06-19'), (select count(*) from Registration where RegisteredOn >= '2024-01-01' and RegisteredOn < '2024-06-19')
-- answer: distinct home countries
select distinct HomeCountry from Student
-- or
select count(distinct HomeCountry) from Student
-- refuse: attendance rate per course
-- refuse: how many books were borrowed last month
-- refuse: predict enrolments for 2026
-- refuse: parking permits by department
-- ask: students by name
-- ask: payments by date
