// SPDX-License-Identifier: Apache-2.0
package io.portcullis.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.health.Health;
import io.portcullis.api.health.Health.Level;
import java.util.List;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HealthResultsTest {

  @ParameterizedTest
  @CsvSource({"OK,OK", "WARN,WARN", "CRITICAL,CRITICAL"})
  void levelBecomesAStatus(Level level, Status status) {
    Result result = HealthResults.of(new Health("journal", level, "as {} is"));
    assertThat(result.getStatus()).isEqualTo(status);
    assertThat(result.toString()).contains("as {} is");
  }

  @Test
  void saysThatAPartIsWellWhenItHasNothingToSay() {
    assertThat(HealthResults.of(new Health("journal", Level.OK, "")).toString())
        .contains("journal is well");
  }

  @Test
  void textIsOneLineOfBoundedLength() {
    String text = HealthResults.line("a\r\n\u001b[2J\u2028\u202eb" + "c".repeat(100_000));
    assertThat(text).hasSizeLessThan(1_010).startsWith("a   [2J  bccc").endsWith("...");
  }

  static List<Throwable> thrown() {
    return List.of(
        new IllegalStateException("context is no longer valid"),
        new NoClassDefFoundError("io/portcullis/gone/Part"),
        new AssertionError("broken"));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void failureOfTheCheckIsAnError(Throwable thrown) {
    GuardedHealthCheck check =
        new GuardedHealthCheck(
            "gate",
            () -> {
              throw HealthResultsTest.<RuntimeException>unchecked(thrown);
            });
    Result result = check.execute();
    assertThat(result.getStatus()).isEqualTo(Status.HEALTH_CHECK_ERROR);
    assertThat(result.toString())
        .contains("the health of gate could not be read")
        .contains(thrown.getMessage());
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void namesAndTagsComeFromTheSubject() {
    CheckName name = CheckName.of("policy age");
    assertThat(name.name()).isEqualTo("Portcullis policy age");
    assertThat(name.tags()).containsExactly("portcullis", "portcullis-policy-age");
    assertThat(CheckName.of("A,b\n*)(" + "x".repeat(1_000)).tags().get(1))
        .startsWith("portcullis-a-b-x")
        .hasSizeLessThan(80);
  }
}
