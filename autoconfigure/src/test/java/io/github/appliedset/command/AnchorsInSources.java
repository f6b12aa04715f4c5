package io.github.appliedset.command;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The anchors of the errors page that the sources name: literals that are returned by a method {@code anchor}, or given to a
 * parameter or a record's component of that name, also by way of other parameters of that name.
 */
final class AnchorsInSources {

    private static final String ANCHOR = "anchor";

    /** A parameter, as far as a call tells without types. */
    private record Place(String method, int parameters, int index) {}

    private final Set<Place> places = new HashSet<>();
    private final Set<String> anchors = new TreeSet<>();

    private AnchorsInSources() {}

    static Set<String> below(Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        AnchorsInSources found = new AnchorsInSources();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
                Stream<Path> files = Files.walk(folder)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(sources));
            Iterable<? extends CompilationUnitTree> units = task.parse();
            units.forEach(unit -> unit.accept(found.new Declarations(), null));
            units.forEach(unit -> unit.accept(found.new Uses(), null));
        }
        return found.anchors;
    }

    /** Keeps the class that a node is in. */
    private abstract static class InClass extends TreeScanner<Void, Void> {

        private final Deque<ClassTree> classes = new ArrayDeque<>();

        ClassTree enclosing() {
            return this.classes.getFirst();
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            this.classes.push(type);
            super.visitClass(type, nothing);
            this.classes.pop();
            return null;
        }
    }

    private final class Declarations extends InClass {

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (type.getKind() == Tree.Kind.RECORD) {
                add(
                        type.getSimpleName().toString(),
                        type.getMembers().stream()
                                .filter(VariableTree.class::isInstance)
                                .map(VariableTree.class::cast)
                                .filter(field ->
                                        !field.getModifiers().getFlags().contains(Modifier.STATIC))
                                .toList());
            }
            return super.visitClass(type, nothing);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            String name = method.getName().toString();
            add(name.equals("<init>") ? enclosing().getSimpleName().toString() : name, method.getParameters());
            return super.visitMethod(method, nothing);
        }

        private void add(String name, List<? extends VariableTree> parameters) {
            for (int index = 0; index < parameters.size(); index++) {
                if (parameters.get(index).getName().contentEquals(ANCHOR)) {
                    places.add(new Place(name, parameters.size(), index));
                }
            }
        }
    }

    private final class Uses extends InClass {

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (method.getName().contentEquals(ANCHOR) && method.getBody() != null) {
                collect(method.getBody());
            }
            return super.visitMethod(method, nothing);
        }

        @Override
        public Void visitNewClass(NewClassTree call, Void nothing) {
            read(simpleName(call.getIdentifier()), call.getArguments());
            return super.visitNewClass(call, nothing);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            String name = simpleName(call.getMethodSelect());
            if (name.equals("super") && enclosing().getExtendsClause() != null) {
                name = simpleName(enclosing().getExtendsClause());
            } else if (name.equals("this")) {
                name = enclosing().getSimpleName().toString();
            }
            read(name, call.getArguments());
            return super.visitMethodInvocation(call, nothing);
        }

        private void read(String name, List<? extends ExpressionTree> arguments) {
            for (int index = 0; index < arguments.size(); index++) {
                if (places.contains(new Place(name, arguments.size(), index))) {
                    collect(arguments.get(index));
                }
            }
        }

        private String simpleName(Tree name) {
            return name instanceof MemberSelectTree select
                    ? select.getIdentifier().toString()
                    : name instanceof IdentifierTree identifier
                            ? identifier.getName().toString()
                            : name.toString();
        }

        private void collect(Tree expression) {
            expression.accept(
                    new TreeScanner<Void, Void>() {
                        @Override
                        public Void visitLiteral(LiteralTree literal, Void nothing) {
                            if (literal.getValue() instanceof String anchor) {
                                anchors.add(anchor);
                            }
                            return null;
                        }
                    },
                    null);
        }
    }
}
