// SPDX-License-Identifier: Apache-2.0

/** Bounded YAML 1.2 with the place of every node. */
@NullMarked
package io.portcullis.policy.internal.yaml;

import org.jspecify.annotations.NullMarked;
