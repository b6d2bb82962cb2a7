// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.portcullis.itests.architecture.SourceTree.JavaFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What fits in a head: the size of files and packages, and one meaning for each name. */
class StructureTest {
  private static final int MAX_FILES_OF_A_PACKAGE = 15;
  private static final int MAX_CODE_LINES_OF_A_PACKAGE = 1_000;
  private static final int MAX_LINES_OF_A_FILE = 400;

  private static final List<JavaFile> FILES = SourceTree.mainCode();

  @Test
  void packagesHaveAtMostFifteenFilesAndAThousandCodeLines() {
    assertThat(FILES).hasSizeGreaterThan(500);
    Map<String, List<JavaFile>> packages =
        FILES.stream().collect(Collectors.groupingBy(JavaFile::packageName));
    Set<String> tooLarge = new TreeSet<>();
    packages.forEach(
        (name, files) -> {
          long lines = files.stream().mapToLong(JavaFile::codeLines).sum();
          if (files.size() > MAX_FILES_OF_A_PACKAGE || lines > MAX_CODE_LINES_OF_A_PACKAGE) {
            tooLarge.add(name + ": " + files.size() + " files, " + lines + " code lines");
          }
        });
    assertThat(tooLarge).isEmpty();
  }

  @Test
  void filesHaveAtMostFourHundredLines() {
    assertThat(FILES)
        .filteredOn(file -> file.lines() > MAX_LINES_OF_A_FILE)
        .extracting(file -> file.simpleName() + ": " + file.lines() + " lines")
        .isEmpty();
  }

  @Test
  void eachSimpleNameStandsForOneType() {
    Map<String, Set<String>> types = new TreeMap<>();
    for (JavaFile file : FILES) {
      if (file.declaresType()) {
        types
            .computeIfAbsent(file.simpleName(), name -> new TreeSet<>())
            .add(file.packageName() + "." + file.simpleName());
      }
    }
    assertThat(types.values()).filteredOn(names -> names.size() > 1).isEmpty();
  }

  @Test
  void everyPackageStatesItsPurpose() {
    Set<String> stated =
        FILES.stream()
            .filter(file -> !file.declaresType() && file.text().contains("/**"))
            .map(JavaFile::packageName)
            .collect(Collectors.toSet());
    assertThat(FILES)
        .filteredOn(file -> !file.path().startsWith(SourceTree.ROOT.resolve("benchmarks")))
        .extracting(JavaFile::packageName)
        .isSubsetOf(stated);
  }

  @Test
  void packagesFormNoCircle() {
    slices()
        .assignedFrom(new EachPackage())
        .should()
        .beFreeOfCycles()
        .check(Bundles.ofThisBuild().classes());
  }

  /** Generated code aside, each package is a slice of its own. */
  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      return name.startsWith("io.portcullis.") && !name.endsWith(".proto")
          ? SliceIdentifier.of(name)
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "each package";
    }
  }
}
