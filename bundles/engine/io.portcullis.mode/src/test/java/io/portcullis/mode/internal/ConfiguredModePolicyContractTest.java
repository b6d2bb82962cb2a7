// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mode.internal;

import io.portcullis.api.spi.ModePolicy;
import io.portcullis.testkit.contract.ModePolicyContract;
import org.jspecify.annotations.Nullable;

class ConfiguredModePolicyContractTest extends ModePolicyContract {
  @Override
  protected ModePolicy configured(@Nullable String configured) {
    return new ConfiguredModePolicy(configured);
  }
}
