using System.Net;
using System.Text;

namespace Pruner.Http.Tests;

public sealed class HttpReplyTests
{
    [Fact]
    public void A_body_that_is_not_utf8_is_not_read_as_text()
    {
        using var message = new HttpResponseMessage(HttpStatusCode.OK);
        var reply = new HttpReply(message.StatusCode, message.Headers, message.Content.Headers, new byte[] { 0xC3, 0x28 });

        Assert.Throws<DecoderFallbackException>(() => reply.Text);
    }

    [Theory]
    [InlineData(199, false)]
    [InlineData(200, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    public void Success_is_the_two_hundreds(int status, bool success)
    {
        using var message = new HttpResponseMessage((HttpStatusCode)status);

        Assert.Equal(success, new HttpReply(message.StatusCode, message.Headers, message.Content.Headers, default).IsSuccess);
    }
}
