using System.Text;

namespace Mobile.Api.Hosting.Edge;

/// <summary>
/// Reads request headers as UTF-8, and a byte that is none as the ISO-8859-1 character that it is (RFC 9110 §5.5): the server would otherwise
/// end the connection with a bare 400 because a phone's name in a header has an umlaut.
/// </summary>
internal static class HeaderText
{
    public static readonly Encoding Encoding =
        Encoding.GetEncoding(Encoding.UTF8.CodePage, EncoderFallback.ExceptionFallback, new Latin1Fallback());

    private sealed class Latin1Fallback : DecoderFallback
    {
        public override int MaxCharCount => 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : DecoderFallbackBuffer
        {
            private byte[] bytes = [];
            private int next;

            public override int Remaining => bytes.Length - next;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                (bytes, next) = (bytesUnknown, 0);
                return bytes.Length > 0;
            }

            public override char GetNextChar() => next < bytes.Length ? (char)bytes[next++] : '\0';

            public override bool MovePrevious()
            {
                if (next == 0)
                {
                    return false;
                }

                next--;
                return true;
            }

            public override void Reset() => (bytes, next) = ([], 0);
        }
    }
}
