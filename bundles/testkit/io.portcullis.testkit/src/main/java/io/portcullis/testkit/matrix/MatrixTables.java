// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.matrix;

import io.portcullis.testkit.fake.RuntimeFault;
import io.portcullis.testkit.fake.StageFault;
import io.portcullis.testkit.matrix.EngineUnderTest.Departure;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The columns of the fail-open matrix: every mode with every variant of a situation. */
final class MatrixTables {
  private static final String HERE = "io.portcullis.testkit.matrix.MatrixTables#";

  static final String MODES = HERE + "modes";
  static final String STAGE_FAULTS = HERE + "stageFaults";
  static final String JOURNAL_FAULTS = HERE + "journalFaults";
  static final String RUNTIME_FAULTS = HERE + "runtimeFaults";
  static final String DEPARTURES = HERE + "departures";
  static final String BAD_ARGUMENTS = HERE + "badArguments";
  static final String MODE_CHANGES = HERE + "modeChanges";

  private MatrixTables() {}

  /** Unknown words concern the mode policy only. */
  static Stream<ModeSetting> modes() {
    return Stream.of(
        ModeSetting.ENFORCE, ModeSetting.UNSET, ModeSetting.OBSERVE, ModeSetting.DISABLED);
  }

  static Stream<Arguments> stageFaults() {
    return modesAnd(List.of(StageFault.values()));
  }

  /** For a journal, a stage that completes without a value is success. */
  static Stream<Arguments> journalFaults() {
    return stageFaults().filter(pair -> pair.get()[1] != StageFault.NO_VALUE);
  }

  static Stream<Arguments> runtimeFaults() {
    return modesAnd(List.of(RuntimeFault.values()));
  }

  static Stream<Arguments> departures() {
    return modesAnd(List.of(Departure.values()));
  }

  static Stream<Arguments> badArguments() {
    return modesAnd(List.of(BadArguments.values()));
  }

  static Stream<Arguments> modeChanges() {
    return modesAnd(modes().toList());
  }

  private static Stream<Arguments> modesAnd(List<?> variants) {
    return modes().flatMap(mode -> variants.stream().map(variant -> Arguments.of(mode, variant)));
  }
}
