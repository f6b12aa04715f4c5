SELECT 1; SELECT 2
-- a comment; without an end