// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.approval.ApprovalReview;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.Journal;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.CallReporter;
import io.portcullis.approval.internal.config.ApprovalConfig;
import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.support.config.ConfiguredValue;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the approval queue as a service. If the queue cannot be configured or opened, every
 * request is unavailable and health reports the reason.
 */
@Component(
    configurationPid = ApprovalConfig.PID,
    service = {ApprovalChannel.class, ApprovalReview.class, HealthReporter.class},
    immediate = true)
@Designate(ocd = ApprovalConfig.class)
public final class ApprovalComponent implements ApprovalChannel, ApprovalReview, HealthReporter {
  private static final Logger LOG = LoggerFactory.getLogger(ApprovalComponent.class);

  private final BundleContext context;
  private final AtomicReference<@Nullable Journal> journal = new AtomicReference<>();
  private final @Nullable ApprovalService service;
  private final Health refusal;

  /** Opens the queue. The calls that an earlier process left in it stay denied. */
  @Activate
  public ApprovalComponent(
      BundleContext context, ApprovalConfig config, Map<String, Object> properties) {
    this.context = context;
    ApprovalService opened = null;
    String problem = "";
    try {
      opened = open(config, properties);
    } catch (IllegalArgumentException e) {
      problem = ApprovalConfig.PID + ": " + e.getMessage();
    } catch (IOException | UnsupportedOperationException e) {
      problem = "the queue cannot be opened: " + PrintableText.line(e.toString());
    }
    service = opened;
    refusal = new Health(ApprovalService.PART, Health.Level.CRITICAL, problem);
    if (opened == null) {
      LOG.error("Every call that needs an approval is denied until this is fixed: {}", problem);
    }
  }

  private ApprovalService open(ApprovalConfig config, Map<String, Object> properties)
      throws IOException {
    ConfigurationCheck.requireOwn(ApprovalConfig.PID, properties);
    ApprovalOptions settings =
        ApprovalOptions.read(config, context.getProperty(ConfiguredValue.HOME));
    return ApprovalService.open(settings, this::record, journal::get);
  }

  /**
   * Sets the journal, which records the calls abandoned by a restart. Other events go through the
   * call reporter.
   */
  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  void setJournal(Journal present) {
    journal.set(present);
    if (service != null) {
      service.journalChanged();
    }
  }

  void unsetJournal(Journal gone) {
    journal.compareAndSet(gone, null);
  }

  @Deactivate
  void deactivate() {
    if (service != null) {
      try {
        service.close();
      } catch (IOException e) {
        LOG.warn("Cannot close the approval queue", e);
      }
    }
  }

  /** Reports an event. The reporter is looked up each time, because it refers to this channel. */
  private void record(GovernanceEvent event) {
    ServiceReference<CallReporter> reference = context.getServiceReference(CallReporter.class);
    CallReporter gateway = reference == null ? null : context.getService(reference);
    if (reference == null || gateway == null) {
      return;
    }
    try {
      gateway.report(event);
    } finally {
      context.ungetService(reference);
    }
  }

  @Override
  public CompletionStage<ApprovalDecision> request(ToolCall call, Verdict.Pending pending) {
    return service == null
        ? CompletableFuture.completedFuture(
            ApprovalDecision.unavailable("approvals are unavailable: " + refusal.detail()))
        : service.queue().request(call, pending);
  }

  @Override
  public List<ReviewRequest> waiting() {
    return service == null ? List.of() : service.queue().waiting();
  }

  @Override
  public ReviewResult decide(String id, Reviewer reviewer, boolean approve, String comment) {
    return service == null
        ? ReviewResult.NOT_WAITING
        : service.queue().decide(id, reviewer, approve, comment);
  }

  @Override
  public Health health() {
    return service == null ? refusal : service.health();
  }
}
