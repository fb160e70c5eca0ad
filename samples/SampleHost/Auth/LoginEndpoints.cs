using Microsoft.AspNetCore.Http.HttpResults;
using SampleHost.Shop;
using SampleHost.Web;

namespace SampleHost.Auth;

/// <summary><c>POST auth/login</c>, and who there is.</summary>
internal static class LoginEndpoints
{
    private const int MaxLength = 200;

    public static void MapLogin(this IEndpointRouteBuilder api)
    {
        api.MapPost("auth/login", LogIn).RequireRateLimiting(ShopAuthentication.LoginLimit);
        api.MapGet("users", ListUsers).RequireAuthorization();
    }

    private static Results<Ok<LoginResponse>, ValidationProblem, ProblemHttpResult> LogIn(
        LoginRequest login, IShopStore store, TokenIssuer tokens)
    {
        var errors = new FieldErrors().Text("email", login.Email, MaxLength).Text("password", login.Password, MaxLength);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var account = store.Current.Accounts
            .FirstOrDefault(account => string.Equals(account.Email, login.Email!.Trim(), StringComparison.OrdinalIgnoreCase));
        if (!Passwords.Verify(login.Password!, account?.PasswordHash ?? Passwords.Nobodys) || account is null)
        {
            return TypedResults.Problem("The e-mail address or the password is wrong.", statusCode: StatusCodes.Status401Unauthorized);
        }

        var (token, expiresAt) = tokens.Issue(account);
        return TypedResults.Ok(new LoginResponse(token, expiresAt, new LoginUser(account.Id, account.Name, account.Email, account.Role)));
    }

    private static Ok<UserName[]> ListUsers(IShopStore store) =>
        TypedResults.Ok(store.Current.Accounts.Select(account => new UserName(account.Id, account.Name, account.Role)).ToArray());
}
