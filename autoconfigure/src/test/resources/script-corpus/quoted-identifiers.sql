SELECT ";" FROM "a;b"."c""d;" WHERE "it's" = 'a"b';
CREATE TABLE "begin" ("end" int, "case;" text, "--" int, "/*" int);
SELECT "over
two lines;" FROM t;
SELECT "back\", ";";
SELECT """", """;""";
SELECT a."b;"AS"c;", "d"";e;";
