SELECT 'EVENT_TRIGGER' AS object_kind, t.evtname AS object_name,
       'pg_event_trigger'::regclass AS object_class, t.oid AS object_id,
       t.evtevent::text AS "event",
       t.evttags AS "tags",
       t.evtfoid::regprocedure::text AS "function",
       CASE t.evtenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END AS "enabled"
  FROM pg_event_trigger t
 WHERE NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_event_trigger'::regclass AND e.objid = t.oid AND e.deptype = 'e')
