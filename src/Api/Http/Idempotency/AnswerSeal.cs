using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CloudControl.Api.Http.Idempotency;

/// <summary>
/// Encrypts an answer so that only a request with the same token and key can read it. Some answers hold a secret that is shown once;
/// the database, which has only the hash of the token's own, cannot open them. The box is nonce (12 bytes) · tag (16 bytes) ·
/// ciphertext of AES-256-GCM, whose key is derived from the token's secret and whose associated data is the request's hash.
/// </summary>
/// <param name="TokenSecret">The secret the request was authenticated with.</param>
/// <param name="KeyHash">See <see cref="IdempotencyKey.HashFor"/>.</param>
/// <param name="RequestHash">See <see cref="Idempotency.RequestHash"/>.</param>
internal sealed record AnswerSeal(string TokenSecret, byte[] KeyHash, byte[] RequestHash)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int CipherKeyBytes = 32;

    public byte[] Close(Answer answer)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(answer);
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(Nonce(box));
        using var cipher = Cipher();
        cipher.Encrypt(Nonce(box), plain, Text(box), Tag(box), RequestHash);
        return box;
    }

    /// <exception cref="CryptographicException">It was closed for another token, key or request, or changed since.</exception>
    public Answer Open(byte[] box)
    {
        var plain = new byte[Text(box).Length];
        using var cipher = Cipher();
        cipher.Decrypt(Nonce(box), Text(box), Tag(box), plain, RequestHash);
        return JsonSerializer.Deserialize<Answer>(plain)!;
    }

    private static Span<byte> Nonce(byte[] box) => box.AsSpan(0, NonceBytes);

    private static Span<byte> Tag(byte[] box) => box.AsSpan(NonceBytes, TagBytes);

    private static Span<byte> Text(byte[] box) => box.AsSpan(NonceBytes + TagBytes);

    private AesGcm Cipher()
    {
        var secret = Encoding.UTF8.GetBytes(TokenSecret);
        return new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, CipherKeyBytes, salt: KeyHash, info: "kept answer"u8.ToArray()), TagBytes);
    }
}
