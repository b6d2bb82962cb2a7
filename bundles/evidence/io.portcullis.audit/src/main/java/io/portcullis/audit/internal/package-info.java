// SPDX-License-Identifier: Apache-2.0
/** Records changes of the mode, the configuration and the bundles of a running container. */
@NullMarked
package io.portcullis.audit.internal;

import org.jspecify.annotations.NullMarked;
