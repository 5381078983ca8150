using BtcWatcher.Services.Api.Auth;

namespace BtcWatcher.Services.Api.Tests.Auth;

public sealed class PasswordPolicyTests
{
    [Theory]
    [InlineData("Abc-123", "Use at least 8 characters.")]
    [InlineData("Abcd1234", "Use at least one character that is neither a letter nor a digit.")]
    [InlineData("my-Admin-password", "Leave the user name out of the password.")]
    [InlineData("Abcd-123", null)]
    [InlineData("密码密码密码-密码", null)]
    [InlineData("Password1!", "Use another one: this is among the most common passwords.")]
    [InlineData("!!QWERTYUIOP!!", "Use another one: this is among the most common passwords.")]
    public void Judge_OfThePassword_SaysWhatToDo(string password, string? whatToDo) =>
        Assert.Equal(whatToDo, new PasswordPolicy(8, RequireSpecialCharacter: true).Judge(password, "admin"));

    [Fact]
    public void Judge_WithoutSpecialCharacters_CanBeAllowed() =>
        Assert.Null(new PasswordPolicy(8, RequireSpecialCharacter: false).Judge("Abcd9174", "admin"));

    [Fact]
    public void Judge_TooLong_IsRefused() =>
        Assert.Equal("Use at most 256 characters.", new PasswordPolicy(8, false).Judge(new string('a', 257), "admin"));

    [Theory]
    [InlineData("123456")]
    [InlineData("PassWord")]
    [InlineData("trustno1")]
    public void CommonPasswords_WhateverTheCase_AreKnown(string password) =>
        Assert.True(CommonPasswords.Contain(password));

    [Fact]
    public void NewPassword_Always_SatisfiesThePolicy()
    {
        var password = Secrets.NewPassword();

        Assert.True(password.Length >= 20);
        Assert.Null(new PasswordPolicy(8, RequireSpecialCharacter: true).Judge(password, "admin"));
        Assert.NotEqual(password, Secrets.NewPassword());
    }

    [Fact]
    public async Task Verify_WithoutAHash_IsFalse()
    {
        using var passwords = new Passwords();
        var hash = await passwords.HashAsync("one-password", CancellationToken.None);

        Assert.True(await passwords.VerifyAsync(hash, "one-password", CancellationToken.None));
        Assert.False(await passwords.VerifyAsync(hash, "another-password", CancellationToken.None));
        Assert.False(await passwords.VerifyAsync(null, "one-password", CancellationToken.None));
    }
}
