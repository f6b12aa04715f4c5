CREATE TABLE a_table_with_quite_a_long_name_for_orders_of_customers (identifier_of_the_order_line int GENERATED ALWAYS AS IDENTITY);
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO pg_monitor;
