// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.api.spi.CallSettlement;
import io.portcullis.gate.internal.reporting.RecordingCallReporter;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The call reporter as a service. */
@Component(
    service = {CallReporter.class, CallReporterComponent.class},
    immediate = true)
public final class CallReporterComponent implements CallReporter {

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable ApprovalChannel approvals;

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  private volatile @Nullable Journal journal;

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC, policyOption = GREEDY)
  private volatile List<RecordListener> listeners = List.of();

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC, policyOption = GREEDY)
  private volatile List<CallSettlement> settlements = List.of();

  private final RecordingCallReporter client;

  /** Starts with the journal, channel and listeners that are present. */
  @Activate
  public CallReporterComponent() {
    client =
        new RecordingCallReporter(
            () -> approvals, () -> journal, () -> listeners, () -> settlements);
  }

  @Deactivate
  void deactivate() {
    client.close();
  }

  RecordingCallReporter client() {
    return client;
  }

  @Override
  public CompletionStage<ApprovalDecision> awaitApproval(ToolCall call, Verdict.Pending pending) {
    return client.awaitApproval(call, pending);
  }

  @Override
  public CompletionStage<Void> append(CallRecord callRecord) {
    return client.append(callRecord);
  }

  @Override
  public void report(GovernanceEvent event) {
    client.report(event);
  }
}
