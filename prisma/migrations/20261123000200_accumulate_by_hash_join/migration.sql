-- The accumulator joins the rows of an UPDATE before and after it. Its plan is made at the first call of a session, mostly for no
-- rows at all, and kept: as a nested loop it then ran for minutes without an end on 100,000 rows, where it now takes seconds.
ALTER FUNCTION findings_accumulate() SET enable_nestloop = off;
