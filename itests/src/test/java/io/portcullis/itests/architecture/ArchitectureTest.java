// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.portcullis.testkit.matrix.FailOpenMatrix;
import io.portcullis.testkit.matrix.MatrixRow;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the byte code of the bundles must keep to. */
class ArchitectureTest {
  private static final String ALLOW = "io.portcullis.api.Verdict$Allow";
  private static final String ANY = "*";
  private static final String DESIGNATE = "org.osgi.service.metatype.annotations.Designate";
  private static final String CHECK = "io.portcullis.support.config.ConfigurationCheck";

  /** Which bundle may use which other one of ours. One that is missing here fails the build. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          uses("api"),
          uses("decision", "api"),
          uses("config", "api"),
          uses("mode", "api"),
          uses("interceptor", "api"),
          uses("failclosed", "api"),
          uses("gate", "api"),
          uses("status", "api"),
          uses("policy"),
          uses("transport.embedded", "api", "policy"),
          uses("assembly.wire"),
          uses("transport.assembly", "api", "assembly.wire"),
          uses("adapter.assembly", "api", "assembly.wire"),
          uses("transport.authzen", "api"),
          uses("adapter.http", "api"),
          uses("mcp", "api"),
          uses("mcp.pinning", "api", "mcp"),
          uses("mcp.stdio", "api", "mcp"),
          uses("mcp.http", "api", "mcp"),
          uses("mcp.session", "api", "mcp", "mcp.stdio"),
          uses("adapter.langchain4j", "api"),
          uses("adapter.springai", "api"),
          uses("adapter.adk", "api"),
          uses("journal", "api"),
          uses("journal.format"),
          uses("journal.verify", "journal.format"),
          uses("approval", "api"),
          uses("audit", "api"),
          uses("operations", "api"),
          uses("cluster.nats", "api"),
          uses("shell", "api"),
          uses("control", "api"),
          uses("cli", ANY),
          uses("health", "api"),
          uses("metrics", "api"),
          uses("console", "api"),
          uses(
              "demo",
              "api",
              "adapter.langchain4j",
              "journal.format",
              "journal.verify",
              // in a process of its own
              "assembly.wire",
              "policy",
              "assembly.simulator"),
          uses("standalone", ANY),
          uses("relay", "mcp.stdio"),
          uses("assembly.simulator", "assembly.wire"),
          uses("testkit", "api", "decision"));

  /** For a class path without OSGi; nothing is exported from it. */
  private static final Set<String> PLAIN_JARS =
      Set.of("io.portcullis.cli", "io.portcullis.relay", "io.portcullis.standalone");

  private static final Bundles BUNDLES = Bundles.ofThisBuild();
  private static final JavaClasses CLASSES = BUNDLES.classes();

  private static Map.Entry<String, Set<String>> uses(String bundle, String... others) {
    return Map.entry(
        "io.portcullis." + bundle,
        Stream.of(others)
            .map(other -> other.equals(ANY) ? ANY : "io.portcullis." + other)
            .collect(Collectors.toSet()));
  }

  @Test
  void everyBundleIsInTheTable() {
    assertThat(MAY_USE.keySet()).containsAll(BUNDLES.names());
  }

  @Test
  void bundlesUseOnlyWhatTheTableAllows() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String user = BUNDLES.of(type).orElseThrow(() -> new AssertionError("whose is " + type));
      Set<String> allowed = MAY_USE.getOrDefault(user, Set.of());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String used = BUNDLES.of(dependency.getTargetClass()).orElse(user);
        if (!used.equals(user) && !allowed.contains(used) && !allowed.contains(ANY)) {
          violations.add(user + " must not use " + used + ": " + dependency.getDescription());
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void onlyTheMapperAndTheModePolicyCreateAnAllow() {
    Set<String> creators =
        CLASSES.stream()
            .flatMap(
                type ->
                    Stream.concat(
                        type.getConstructorCallsFromSelf().stream(),
                        type.getConstructorReferencesFromSelf().stream()))
            .filter(access -> access.getTargetOwner().getName().equals(ALLOW))
            // one constructor calling the other is no creation
            .filter(access -> !access.getOriginOwner().getName().equals(ALLOW))
            .map(access -> BUNDLES.of(access.getOriginOwner()).orElseThrow())
            .collect(Collectors.toSet());
    assertThat(creators).containsExactlyInAnyOrder("io.portcullis.decision", "io.portcullis.mode");
  }

  @Test
  void everyComponentThatExistsOnceRefusesConfigurationsOfOtherPids() {
    Set<String> careless =
        CLASSES.stream()
            .filter(type -> type.isAnnotatedWith(DESIGNATE) && !isFactory(type))
            .filter(
                type ->
                    type.getMethodCallsFromSelf().stream()
                        .noneMatch(call -> call.getTargetOwner().getName().equals(CHECK)))
            .map(JavaClass::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(careless).isEmpty();
    assertThat(CLASSES.stream().filter(type -> type.isAnnotatedWith(DESIGNATE))).isNotEmpty();
  }

  private static boolean isFactory(JavaClass type) {
    return Boolean.TRUE.equals(type.getAnnotationOfType(DESIGNATE).get("factory").orElse(false));
  }

  @Test
  void onlyTheGateCatchesThrowable() {
    Set<String> catchers =
        CLASSES.stream()
            .flatMap(type -> type.getCodeUnits().stream())
            .filter(ArchitectureTest::catchesThrowable)
            .filter(unit -> !BUNDLES.of(unit.getOwner()).orElseThrow().equals("io.portcullis.gate"))
            .map(JavaCodeUnit::getFullName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(catchers).isEmpty();
  }

  /** What closes a resource also catches it in byte code, and is known by what it does next. */
  private static boolean catchesThrowable(JavaCodeUnit unit) {
    boolean closesResource =
        unit.getMethodCallsFromSelf().stream()
            .anyMatch(call -> call.getName().equals("addSuppressed"));
    return !closesResource
        && unit.getTryCatchBlocks().stream()
            .flatMap(block -> block.getCaughtThrowables().stream())
            .anyMatch(caught -> caught.isEquivalentTo(Throwable.class));
  }

  @Test
  void packagesAreExportedWithVersionOrInternal() {
    Map<String, JavaClass> infos =
        CLASSES.stream()
            .filter(type -> type.getSimpleName().equals("package-info"))
            .collect(Collectors.toMap(JavaClass::getPackageName, type -> type));
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String name = type.getPackageName();
      JavaClass info = infos.get(name);
      boolean internal = (name + ".").contains(".internal.");
      if (info == null || !has(info, "org.jspecify.annotations.NullMarked")) {
        violations.add(name + " is not @NullMarked");
      } else if (PLAIN_JARS.contains(BUNDLES.of(type).orElseThrow())) {
        continue;
      } else if (internal == has(info, "org.osgi.annotation.bundle.Export")) {
        violations.add(name + (internal ? " is internal but exported" : " is not @Export"));
      } else if (!internal && !has(info, "org.osgi.annotation.versioning.Version")) {
        violations.add(name + " has no @Version");
      }
    }
    assertThat(violations).isEmpty();
  }

  private static boolean has(JavaClass info, String annotation) {
    return info.isAnnotatedWith(annotation);
  }

  @Test
  void everyAdapterHasItsRowInTheFailOpenMatrix() {
    Set<String> rows =
        new ClassFileImporter()
            .importPath(Path.of("target", "test-classes")).stream()
                .filter(type -> type.isAssignableTo(FailOpenMatrix.class))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .filter(type -> type.isAnnotatedWith(MatrixRow.class))
                .map(type -> type.getAnnotationOfType(MatrixRow.class).value())
                .collect(Collectors.toSet());
    assertThat(rows).containsAll(BUNDLES.adapters());
  }
}
