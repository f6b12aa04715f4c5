package io.github.appliedset;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The classes of the library without its tests, read once for all tests of its structure. */
final class LibraryClasses {

    static final String ROOT = "io.github.appliedset";

    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private LibraryClasses() {}
}
