package io.github.appliedset.benchmarks;

import java.util.List;

/** The parts of generating migrations, told by the classes that do them; the first one wins. */
enum GeneratePart implements StackPart {
    SCRATCH("scratch databases", "ScratchDatabase.", "DatabaseTemplates."),
    CATALOGS("reading catalogs", "CatalogReader."),
    REPLAY("replaying migrations", "Replay.", "ReplayTemplates."),
    DECLARED("the declared files", "DeclaredFiles.", "DeclaredSchema.", "SqlFiles."),
    WRITING("writing", "MigrationText.", "GeneratedMigrations.write"),
    SEEDING("proof, seeding rows", "SeededRows.fill"),
    ROWS("proof, rows and sequences", "SeededRows.digests", "SequencePositions."),
    UPS("proof, up files", "Migrator.migrate"),
    DOWNS("proof, down files", "Migrator.rollback"),
    COMPARING("proof, comparing", "Proof."),
    PLANNING("difference and planning", "SchemaComparison.", "Planner.", "Downs.", "Rehearsal.", "Renames."),
    OTHER("the rest");

    private final String label;
    private final List<String> marks;

    GeneratePart(String label, String... marks) {
        this.label = label;
        this.marks = List.of(marks);
    }

    static GeneratePart of(List<String> frames) {
        return StackPart.of(values(), frames);
    }

    @Override
    public List<String> marks() {
        return this.marks;
    }

    @Override
    public String toString() {
        return this.label;
    }
}
