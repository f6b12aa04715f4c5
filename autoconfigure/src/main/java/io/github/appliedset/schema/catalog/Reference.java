package io.github.appliedset.schema.catalog;

/**
 * An object that cannot exist without another one.
 *
 * @param from the object
 * @param to what it refers to
 */
record Reference(ObjectAddress from, ObjectAddress to) {}
