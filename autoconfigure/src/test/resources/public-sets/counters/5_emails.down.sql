DROP INDEX CONCURRENTLY accounts_lower_email;
