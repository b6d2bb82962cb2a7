// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.RecordListener;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.spi.ProvideTransport;
import io.portcullis.assembly.wire.socket.LocalUser;
import io.portcullis.assembly.wire.socket.SocketPath;
import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.transport.assembly.internal.approval.NextApprovalChannel;
import io.portcullis.transport.assembly.internal.config.AssemblyTransportConfig;
import io.portcullis.transport.assembly.internal.config.AssemblyTransportSettings;
import io.portcullis.transport.assembly.internal.connect.ReconnectingLink;
import io.portcullis.transport.assembly.internal.connect.SocketDialer;
import io.portcullis.transport.assembly.internal.mapping.EventReports;
import io.portcullis.transport.assembly.internal.thread.LinkThreading;
import io.portcullis.transport.assembly.internal.thread.LinkThreads;
import io.portcullis.transport.assembly.internal.thread.SharedThreads;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to one runtime, and registers the transport while the link is up. Ranks above an
 * approval queue, and passes the approvals of other runtimes on to it.
 */
@Component(
    configurationPid = AssemblyTransportConfig.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = {HealthReporter.class, RecordListener.class, ApprovalChannel.class},
    property = "service.ranking:Integer=100",
    immediate = true)
@Designate(ocd = AssemblyTransportConfig.class, factory = true)
@ProvideTransport(AssemblyTransportComponent.NAME)
public final class AssemblyTransportComponent
    implements HealthReporter, RecordListener, ApprovalChannel {
  /** The name of the transport. */
  static final String NAME = "assembly";

  private static final Logger LOG = LoggerFactory.getLogger(AssemblyTransportComponent.class);

  private final @Nullable ReconnectingLink link;
  private final @Nullable EventReports reports;
  private final Health refusal;

  /** The parts of a transport that connects. */
  private record Started(ReconnectingLink link, @Nullable EventReports reports) {}

  /** Starts to connect, unless the configuration is invalid. */
  @Activate
  public AssemblyTransportComponent(
      BundleContext context, AssemblyTransportConfig config, Map<String, Object> properties) {
    Started started = null;
    String problem = "";
    try {
      started = start(context, config, properties);
    } catch (IllegalArgumentException e) {
      problem = AssemblyTransportConfig.PID + ": " + e.getMessage();
    } catch (IOException e) {
      problem = AssemblyTransportConfig.PID + ": cannot start: " + e.getMessage();
    }
    link = started == null ? null : started.link();
    reports = started == null ? null : started.reports();
    refusal = new Health("assembly runtime", Health.Level.CRITICAL, problem);
    if (started == null) {
      LOG.error(
          "{}; the transport stays absent, so every call is denied; correct the configuration",
          problem);
    }
  }

  private static Started start(
      BundleContext context, AssemblyTransportConfig config, Map<String, Object> properties)
      throws IOException {
    ConfigurationCheck.requireUnderstood(properties);
    AssemblyTransportSettings settings = settings(context, config);
    SocketDialer dialer = new SocketDialer(settings.socket(), LocalUser.self());
    LinkThreads threads = SharedThreads.OF_BUNDLE.acquire();
    ReconnectingLink link =
        new ReconnectingLink(
            dialer,
            settings.link(),
            new LinkThreading(threads, threads, threads.loop()),
            new SecureRandom(),
            new TransportRegistration(context, settings.link().agentId()),
            new NextApprovalChannel(context, properties.get("component.id")));
    EventReports reports =
        settings.reportEvents()
            ? new EventReports(NAME, settings.link(), threads, link::report)
            : null;
    LOG.info("Connecting to the runtime at {} with {}", settings.socket(), settings.link());
    link.start();
    return new Started(link, reports);
  }

  private static AssemblyTransportSettings settings(
      BundleContext context, AssemblyTransportConfig config) {
    String environment = System.getenv().getOrDefault(SocketPath.VARIABLE, "");
    return AssemblyTransportSettings.read(
        config, environment, context.getBundle().getVersion().toString());
  }

  @Deactivate
  void deactivate() {
    if (link != null) {
      link.close();
      SharedThreads.OF_BUNDLE.release();
    }
  }

  @Override
  public CompletionStage<ApprovalDecision> request(ToolCall call, Verdict.Pending pending) {
    return link == null
        ? CompletableFuture.completedFuture(ApprovalDecision.unavailable(refusal.detail()))
        : link.approvals().request(call, pending);
  }

  @Override
  public void onRecord(CallRecord callRecord) {
    if (reports != null) {
      reports.onRecord(callRecord);
    }
  }

  @Override
  public void onEvent(GovernanceEvent event) {
    if (reports != null) {
      reports.onEvent(event);
    }
  }

  @Override
  public Health health() {
    return link == null ? refusal : link.health();
  }
}
