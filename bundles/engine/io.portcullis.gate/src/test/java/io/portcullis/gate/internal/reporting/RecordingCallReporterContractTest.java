// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal.reporting;

import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.testkit.contract.CallReporterContract;
import java.util.List;
import org.jspecify.annotations.Nullable;

class RecordingCallReporterContractTest extends CallReporterContract {
  @Override
  protected CallReporter client(
      @Nullable ApprovalChannel approvals,
      @Nullable Journal journal,
      List<RecordListener> listeners) {
    return new RecordingCallReporter(() -> approvals, () -> journal, () -> listeners);
  }
}
