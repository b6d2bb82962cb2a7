// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import io.portcullis.api.approval.ApprovalReview;
import io.portcullis.api.evidence.CallRecord;
import io.portcullis.api.evidence.GovernanceEvent;
import io.portcullis.api.evidence.RecordListener;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** Hears that a call waits for an approval, decides it as a person would, and leaves. */
final class Reviewer implements RecordListener {
  private final BundleContext context;
  private final boolean approve;
  private final AtomicReference<@Nullable ServiceRegistration<RecordListener>> presence =
      new AtomicReference<>();

  private Reviewer(BundleContext context, boolean approve) {
    this.context = context;
    this.approve = approve;
  }

  static void decideNext(BundleContext context, boolean approve) {
    Reviewer reviewer = new Reviewer(context, approve);
    reviewer.presence.set(context.registerService(RecordListener.class, reviewer, null));
  }

  @Override
  public void onRecord(CallRecord callRecord) {
    // only pending calls are of interest
  }

  @Override
  public void onEvent(GovernanceEvent event) {
    String id = event.attributes().get("id");
    if (event.type().equals("approval_requested") && id != null) {
      decide(id);
    }
  }

  private void decide(String id) {
    ServiceReference<ApprovalReview> reference = context.getServiceReference(ApprovalReview.class);
    ApprovalReview desk = reference == null ? null : context.getService(reference);
    if (desk != null) {
      desk.decide(
          id,
          new ApprovalReview.LocalUser("reviewer"),
          approve,
          approve ? "fine" : "too much for one customer");
      context.ungetService(reference);
    }
    ServiceRegistration<RecordListener> registration = presence.getAndSet(null);
    if (registration != null) {
      registration.unregister();
    }
  }
}
