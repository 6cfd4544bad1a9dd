package io.chronofabric.it.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Whatever other rooms and users can call has a comment. The compiler's doclint checks that
 * comments are right; whether they are there it can only check together with a tag for every
 * parameter.
 */
class PublicApiDocumentedTest {
    private static final List<String> MODULES =
            List.of(
                    "time",
                    "bus-connector",
                    "state",
                    "operators",
                    "accel-udfs",
                    "clogic-operators",
                    "jobs",
                    "it");

    @Test
    void everyPublicTypeAndMemberHasAComment() throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        Path root = Path.of(System.getProperty("chronofabric.root"));
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    sources.add(source(root.relativize(file).toString(), Files.readString(file)));
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(100);
        assertThat(undocumented(sources)).isEmpty();
    }

    @Test
    void aMissingCommentIsFound() throws IOException {
        String planted =
                """
                /** A type. */
                public class Planted {
                    public int field;
                    /** Said. */
                    public void said() {}
                    public void unsaid() {}
                    @Override public String toString() { return ""; }
                    private void hidden() {}
                    /** Inner. */
                    public interface Inner {
                        void call();
                    }
                    static class Own {
                        public void notReachable() {}
                    }
                }
                """;
        assertThat(undocumented(List.of(source("Planted.java", planted))))
                .containsExactly(
                        "Planted.java:3 field", "Planted.java:6 unsaid", "Planted.java:11 call");
    }

    private static List<String> undocumented(List<JavaFileObject> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task =
                (JavacTask)
                        compiler.getTask(null, null, null, List.of("-proc:none"), null, sources);
        DocTrees docs = DocTrees.instance(task);
        List<String> found = new ArrayList<>();
        for (CompilationUnitTree unit : task.parse()) {
            new Finder(docs, unit, found).scan(unit, null);
        }
        return found;
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(
                URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static final class Finder extends TreePathScanner<Void, Void> {
        private final DocTrees docs;
        private final CompilationUnitTree unit;
        private final List<String> found;

        Finder(DocTrees docs, CompilationUnitTree unit, List<String> found) {
            this.docs = docs;
            this.unit = unit;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (!isReachable(type.getModifiers())) {
                return null;
            }
            check(type, type.getSimpleName().toString());
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            boolean overrides =
                    method.getModifiers().getAnnotations().stream()
                            .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
            if (isReachable(method.getModifiers()) && !overrides) {
                check(method, method.getName().toString());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void unused) {
            boolean component =
                    getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD
                            && !field.getModifiers().getFlags().contains(Modifier.STATIC);
            if (isReachable(field.getModifiers()) && !component) {
                check(field, field.getName().toString());
            }
            return null;
        }

        /** Public or protected, or a member of an interface; types that enclose it are. */
        private boolean isReachable(ModifiersTree modifiers) {
            TreePath parent = getCurrentPath().getParentPath();
            boolean inInterface =
                    parent != null && parent.getLeaf().getKind() == Tree.Kind.INTERFACE;
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || modifiers.getFlags().contains(Modifier.PROTECTED)
                    || (inInterface && !modifiers.getFlags().contains(Modifier.PRIVATE));
        }

        private void check(Tree tree, String name) {
            if (docs.getDocComment(getCurrentPath()) == null) {
                long line =
                        unit.getLineMap()
                                .getLineNumber(
                                        docs.getSourcePositions().getStartPosition(unit, tree));
                found.add(unit.getSourceFile().getName().substring(1) + ":" + line + " " + name);
            }
        }
    }
}
