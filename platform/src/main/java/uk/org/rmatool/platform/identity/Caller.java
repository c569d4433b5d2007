package uk.org.rmatool.platform.identity;

import java.util.Optional;
import uk.org.rmatool.platform.identity.MessageSignature.Proof;

/**
 * Who makes a control call, and what the call proves about it.
 *
 * @param address the address that the call came from
 * @param node the node's own signature, if it carries one that holds
 * @param router the router's signature, if it carries one that holds (not yet that it is a router
 *     we trust)
 * @param homeEpoch the home epoch that the router gives, 0 without
 * @param refusal why a signature that was there does not hold
 */
public record Caller(
    String address,
    Optional<Proof> node,
    Optional<Proof> router,
    long homeEpoch,
    Optional<String> refusal) {}
