package io.github.appliedset.schema.catalog;

/**
 * An object's place in the catalogs.
 *
 * @param catalog the catalog: oids are unique only within one
 * @param id oid of the object in it
 * @param part number of the column, or 0
 */
record ObjectAddress(String catalog, long id, int part) {}
