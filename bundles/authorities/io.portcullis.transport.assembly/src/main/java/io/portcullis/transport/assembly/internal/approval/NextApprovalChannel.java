// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal.approval;

import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.approval.ApprovalChannel;
import io.portcullis.api.approval.ApprovalDecision;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Whatever approval channel ranks next below that of a component. Looked up each time, so that it
 * needs no reference to a service of the kind that it is part of.
 */
public final class NextApprovalChannel implements ApprovalChannel {
  private static final String COMPONENT_ID = "component.id";

  private final BundleContext context;
  private final @Nullable Object componentId;

  public NextApprovalChannel(BundleContext context, @Nullable Object componentId) {
    this.context = context;
    this.componentId = componentId;
  }

  @Override
  public CompletionStage<ApprovalDecision> request(ToolCall call, Verdict.Pending pending) {
    try {
      ServiceReference<ApprovalChannel> next = next();
      ApprovalChannel channel = next == null ? null : context.getService(next);
      if (next == null || channel == null) {
        return none("the runtime did not leave this call pending, and nobody else can be asked");
      }
      try {
        return channel.request(call, pending);
      } finally {
        context.ungetService(next);
      }
    } catch (IllegalStateException e) {
      return none("the transport is leaving");
    }
  }

  /** The next one in the order, so that a chain of several comes to an end. */
  private @Nullable ServiceReference<ApprovalChannel> next() {
    List<ServiceReference<ApprovalChannel>> all = all();
    boolean found = false;
    for (ServiceReference<ApprovalChannel> each : all) {
      if (found) {
        return each;
      }
      found = componentId != null && componentId.equals(each.getProperty(COMPONENT_ID));
    }
    return null;
  }

  private List<ServiceReference<ApprovalChannel>> all() {
    try {
      Collection<ServiceReference<ApprovalChannel>> all =
          context.getServiceReferences(ApprovalChannel.class, null);
      return all.stream().sorted(Comparator.reverseOrder()).toList();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("no filter has no syntax", e);
    }
  }

  private static CompletionStage<ApprovalDecision> none(String reason) {
    return CompletableFuture.completedFuture(ApprovalDecision.unavailable(reason));
  }
}
