package aerotwin.catalog;

import aerotwin.catalog.files.CloudFiles;
import org.apache.spark.connect.proto.AnalyzePlanResponse;
import org.apache.spark.connect.proto.FetchErrorDetailsResponse;
import org.sparkproject.connect.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import org.sparkproject.connect.grpc.Metadata;
import org.sparkproject.connect.grpc.ServerCall;
import org.sparkproject.connect.grpc.ServerCallHandler;
import org.sparkproject.connect.grpc.ServerInterceptor;

/** What {@code spark.connect.grpc.interceptor.classes} names: errors and plans tell the names that people use. */
public final class ReadableErrors implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
            ServerCallHandler<Q, A> next) {
        return next.startCall(new SimpleForwardingServerCall<Q, A>(call) {
            @Override
            @SuppressWarnings("unchecked")
            public void sendMessage(A message) {
                super.sendMessage((A) readable(message));
            }
        }, headers);
    }

    private static Object readable(Object message) {
        if (message instanceof FetchErrorDetailsResponse) {
            FetchErrorDetailsResponse.Builder details = ((FetchErrorDetailsResponse) message).toBuilder();
            details.getErrorsBuilderList().forEach(error -> error.setMessage(Readable.text(error.getMessage())));
            tellStorage(details);
            return details.build();
        }
        if (message instanceof AnalyzePlanResponse && ((AnalyzePlanResponse) message).hasExplain()) {
            AnalyzePlanResponse.Builder response = ((AnalyzePlanResponse) message).toBuilder();
            response.getExplainBuilder().setExplainString(
                Readable.text(response.getExplain().getExplainString()));
            return response.build();
        }
        return message;
    }

    /** Spark tells of a file system that it cannot make or of a plan; people need to know which storage is not here. */
    private static void tellStorage(FetchErrorDetailsResponse.Builder details) {
        if (details.hasRootErrorIdx()) {
            details.getErrorsList().stream()
                .map(FetchErrorDetailsResponse.Error::getMessage)
                .filter(told -> told.contains(CloudFiles.CONDITION))
                .reduce((outer, inner) -> inner)
                .ifPresent(told -> details.getErrorsBuilder(details.getRootErrorIdx())
                    .setMessage(told.substring(told.indexOf(CloudFiles.CONDITION))));
        }
    }
}
