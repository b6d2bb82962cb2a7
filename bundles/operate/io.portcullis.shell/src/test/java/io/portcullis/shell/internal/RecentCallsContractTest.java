// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal;

import io.portcullis.api.RecordListener;
import io.portcullis.testkit.contract.RecordListenerContract;

class RecentCallsContractTest extends RecordListenerContract {
  @Override
  protected RecordListener listener() {
    return new RecentCalls();
  }
}
