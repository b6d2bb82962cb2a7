// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.testkit.fake.RuntimeFault;
import io.portcullis.testkit.fake.StageFault;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

class MatrixTablesTest {
  private static List<Object> enforced(Stream<Arguments> table) {
    return table
        .filter(pair -> !((ModeSetting) pair.get()[0]).lenient())
        .map(pair -> pair.get()[1])
        .distinct()
        .toList();
  }

  @Test
  void everyVariantComesWithAModeThatEnforces() {
    assertThat(enforced(MatrixTables.runtimeFaults()))
        .containsExactly((Object[]) RuntimeFault.values());
    assertThat(enforced(MatrixTables.stageFaults()))
        .containsExactly((Object[]) StageFault.values());
    assertThat(enforced(MatrixTables.journalFaults()))
        .doesNotContain(StageFault.NO_VALUE)
        .hasSize(6);
  }

  /** Both sides of a container test number its cases. */
  @Test
  void tableIsTheSameEachTime() {
    assertThat(MatrixTables.runtimeFaults().map(pair -> List.of(pair.get())).toList())
        .isEqualTo(MatrixTables.runtimeFaults().map(pair -> List.of(pair.get())).toList());
  }
}
