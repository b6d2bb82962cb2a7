// SPDX-License-Identifier: Apache-2.0
package io.portcullis.gate.internal;

import io.portcullis.api.ApprovalChannel;
import io.portcullis.api.GatewayClient;
import io.portcullis.api.Journal;
import io.portcullis.api.RecordListener;
import io.portcullis.testkit.contract.GatewayClientContract;
import java.util.List;
import org.jspecify.annotations.Nullable;

class RecordingGatewayClientContractTest extends GatewayClientContract {
  @Override
  protected GatewayClient client(
      @Nullable ApprovalChannel approvals,
      @Nullable Journal journal,
      List<RecordListener> listeners) {
    return new RecordingGatewayClient(() -> approvals, () -> journal, () -> listeners);
  }
}
