CREATE SCHEMA "user";
CREATE TABLE "user".p (a int) PARTITION BY LIST (a);
CREATE TABLE "user".b (x int);
CREATE TABLE "user".p1 (a int);
CREATE TABLE "user".c (x int, y int);
CREATE TYPE "user".ty AS (z int);
CREATE TABLE "user".o (z int);
