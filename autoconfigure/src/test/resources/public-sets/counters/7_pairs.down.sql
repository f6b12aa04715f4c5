DELETE FROM accounts WHERE email LIKE 'user%';
