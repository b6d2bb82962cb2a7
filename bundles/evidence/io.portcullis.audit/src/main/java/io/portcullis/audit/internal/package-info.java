// SPDX-License-Identifier: Apache-2.0

/** Records who changed the mode, the configuration, the policies or the bundles. */
@NullMarked
package io.portcullis.audit.internal;

import org.jspecify.annotations.NullMarked;
