package io.github.appliedset.benchmarks;

import java.util.List;

/** The parts of generating migrations, told by the classes that do them; the first one wins. */
enum GeneratePart {
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
    private final List<String> classes;

    GeneratePart(String label, String... classes) {
        this.label = label;
        this.classes = List.of(classes);
    }

    static GeneratePart of(List<String> frames) {
        for (GeneratePart part : values()) {
            if (frames.stream().anyMatch(frame -> part.classes.stream().anyMatch(frame::contains))) {
                return part;
            }
        }
        return OTHER;
    }

    @Override
    public String toString() {
        return this.label;
    }
}
