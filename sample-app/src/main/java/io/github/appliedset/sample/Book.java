package io.github.appliedset.sample;

/** A book and how many copies of it are left. */
record Book(long id, String isbn, String title, int priceCents, int stock) {}
