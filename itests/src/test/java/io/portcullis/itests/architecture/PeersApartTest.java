// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The other policy engines of benchmarks/peers stay out of the build and of everything shipped. */
class PeersApartTest {
  private static final Path PEERS = SourceTree.ROOT.resolve("benchmarks/peers");
  private static final List<String> ENGINES =
      List.of(
          "com.cedarpolicy", "com.styra", "io.sapl", "org.casbin", "org.ow2.authzforce", "peers");

  @Test
  void noBuildFileOutsideNamesThePeersOrAnEngine() {
    List<Path> buildFiles =
        SourceTree.files(
            path ->
                !path.startsWith(PEERS)
                    && (path.endsWith("pom.xml") || path.toString().endsWith(".bnd")));

    assertThat(buildFiles).hasSizeGreaterThan(30);
    assertThat(buildFiles)
        .allSatisfy(file -> assertThat(SourceTree.read(file)).doesNotContain(ENGINES));
  }

  @Test
  void noMainCodeOutsideImportsThePeersOrAnEngine() {
    assertThat(SourceTree.mainCode())
        .filteredOn(file -> !file.path().startsWith(PEERS))
        .hasSizeGreaterThan(500)
        .allSatisfy(
            file ->
                assertThat(file.text().lines().filter(line -> line.startsWith("import ")))
                    .as(file.path().toString())
                    .noneMatch(line -> ENGINES.stream().anyMatch(line::contains)));
  }
}
