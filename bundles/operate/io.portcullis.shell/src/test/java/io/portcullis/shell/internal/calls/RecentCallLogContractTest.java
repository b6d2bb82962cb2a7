// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.calls;

import io.portcullis.api.evidence.RecordListener;
import io.portcullis.testkit.contract.RecordListenerContract;

class RecentCallLogContractTest extends RecordListenerContract {
  @Override
  protected RecordListener listener() {
    return new RecentCallLog();
  }
}
