// SPDX-License-Identifier: Apache-2.0
package io.portcullis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AllowLedgerTest {
  private final AllowLedger ledger = new AllowLedger();

  @Test
  void executionWithAnAllowIsNoViolation() {
    ledger.allowed("a");
    ledger.executed("a");
    assertThat(ledger.unauthorised()).isEmpty();
    assertThat(ledger).hasToString("1 executions, 1 allows, 0 executions without an allow");
  }

  @Test
  void executionWithoutAllowIsListed() {
    ledger.allowed("a");
    ledger.executed("b");
    assertThat(ledger.unauthorised()).containsExactly("b");
    assertThat(ledger.offences()).isEqualTo(1);
  }

  @Test
  void allowPermitsOneExecution() {
    ledger.allowed("a");
    ledger.executed("a");
    ledger.executed("a");
    assertThat(ledger.unauthorised()).containsExactly("a");
  }

  @Test
  void twoAllowsPermitTwoExecutions() {
    ledger.allowed("a");
    ledger.allowed("a");
    ledger.executed("a");
    ledger.executed("a");
    assertThat(ledger.offences()).isZero();
  }

  @Test
  void executionBeforeItsAllowIsAViolation() {
    ledger.executed("a");
    ledger.allowed("a");
    assertThat(ledger.offences()).isEqualTo(1);
  }

  @Test
  void countsEveryViolationAndListsTheFirstHundred() {
    IntStream.range(0, 1_000).parallel().forEach(n -> ledger.executed("t" + n));
    assertThat(ledger.offences()).isEqualTo(1_000);
    assertThat(ledger.unauthorised()).hasSize(100);
  }
}
