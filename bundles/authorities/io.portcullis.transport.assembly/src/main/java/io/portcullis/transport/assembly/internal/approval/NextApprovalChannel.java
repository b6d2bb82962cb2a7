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
 * The approval channel that ranks next below the channel of a component. It is looked up for each
 * request, because a component cannot reference its own kind of service.
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
        return none(
            "the runtime did not leave this call pending, and no other approval channel exists");
      }
      try {
        return channel.request(call, pending);
      } finally {
        context.ungetService(next);
      }
    } catch (IllegalStateException e) {
      return none("the transport is being stopped");
    }
  }

  /** Returns the next channel in the order of ranking, so that a chain of several ends. */
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
      throw new IllegalStateException("a null filter has no syntax", e);
    }
  }

  private static CompletionStage<ApprovalDecision> none(String reason) {
    return CompletableFuture.completedFuture(ApprovalDecision.unavailable(reason));
  }
}
