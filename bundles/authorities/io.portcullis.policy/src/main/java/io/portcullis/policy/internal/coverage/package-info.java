// SPDX-License-Identifier: Apache-2.0

/** Measures which rules, and which sides of their conditions, requests reach. */
@NullMarked
package io.portcullis.policy.internal.coverage;

import org.jspecify.annotations.NullMarked;
