// SPDX-License-Identifier: Apache-2.0
package io.portcullis.approval.internal;

import io.portcullis.approval.internal.config.ApprovalConfig;
import java.lang.reflect.Proxy;
import java.util.Map;

/** The configuration with some values changed. */
final class Configured {
  private Configured() {}

  static ApprovalConfig with(Map<String, Object> changed) {
    return (ApprovalConfig)
        Proxy.newProxyInstance(
            Configured.class.getClassLoader(),
            new Class<?>[] {ApprovalConfig.class},
            (proxy, method, arguments) ->
                changed.getOrDefault(method.getName(), method.getDefaultValue()));
  }
}
