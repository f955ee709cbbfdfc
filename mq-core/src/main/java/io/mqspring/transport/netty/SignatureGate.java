package io.mqspring.transport.netty;

import io.mqspring.protocol.CommandFailedException;
import io.mqspring.protocol.CommandType;
import io.mqspring.protocol.ResponseCode;
import io.mqspring.protocol.codec.Frame;
import io.mqspring.protocol.codec.SignedContent;
import io.mqspring.security.Authenticator;
import io.mqspring.security.Principal;

/**
 * Takes requests that a user has signed. Routes are told to anyone, as official name servers do: an official client that gets
 * none says only that there is none, while a refused send or pull says who lacks what. Thread safe.
 */
final class SignatureGate implements RequestGate {

    private final Authenticator users;

    SignatureGate(Authenticator users) {
        this.users = users;
    }

    @Override
    public Principal admit(Frame frame) {
        if (frame.code() == CommandType.GET_ROUTE.code()) {
            return Principal.anonymous();
        }
        SignedContent signed = SignedContent.of(frame);
        String accessKey = signed.accessKey();
        if (accessKey == null) {
            throw refused("this broker serves its users only, and the request is not signed: set mq.access-key and"
                    + " mq.secret-key (an official client: AclClientRPCHook)");
        }
        return users.authenticate(accessKey, signed.signature(), signed.fields(), frame.body())
                .orElseThrow(() -> refused("the access key '" + accessKey
                        + "' is unknown or the request is signed with another secret: check mq.access-key and"
                        + " mq.secret-key, and mq.embedded.users of the broker"));
    }

    private static CommandFailedException refused(String remark) {
        return new CommandFailedException(ResponseCode.NO_PERMISSION, remark);
    }
}
