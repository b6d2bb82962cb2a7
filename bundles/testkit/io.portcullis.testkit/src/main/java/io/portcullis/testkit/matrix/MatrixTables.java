// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit.matrix;

import io.portcullis.testkit.SeededSample;
import io.portcullis.testkit.fake.RuntimeFault;
import io.portcullis.testkit.fake.StageFault;
import io.portcullis.testkit.matrix.EngineUnderTest.Departure;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The columns of the fail-open matrix: every mode with every variant of a situation. With the
 * system property {@code portcullis.exhaustive=false}, every variant comes with one mode that
 * enforces, and half of the variants with one that does not, both chosen by the seed of {@link
 * SeededSample}.
 */
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
    return modesAnd(
        Stream.of(StageFault.values()).filter(fault -> fault != StageFault.NO_VALUE).toList());
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
    return modes().flatMap(before -> modes().map(after -> Arguments.of(before, after)));
  }

  private static Stream<Arguments> modesAnd(List<?> variants) {
    if ("false".equals(System.getProperty("portcullis.exhaustive"))) {
      return sample(variants);
    }
    return modes().flatMap(mode -> variants.stream().map(variant -> Arguments.of(mode, variant)));
  }

  private static Stream<Arguments> sample(List<?> variants) {
    SplittableRandom random = SeededSample.configured().random();
    List<ModeSetting> strict = modes().filter(mode -> !mode.lenient()).toList();
    List<ModeSetting> lenient = modes().filter(ModeSetting::lenient).toList();
    int count = variants.size();
    int first = random.nextInt(count);
    List<Arguments> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(Arguments.of(strict.get(random.nextInt(strict.size())), variants.get(i)));
      if (Math.floorMod(i - first, count) < (count + 1) / 2) { // always as many cases
        chosen.add(Arguments.of(lenient.get(random.nextInt(lenient.size())), variants.get(i)));
      }
    }
    return chosen.stream();
  }
}
