using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class DropletsByName : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A name is looked for whatever its capitals are; EF cannot describe an index of an expression.
            migrationBuilder.Sql("create index droplets_by_name on droplets (account_id, lower(name)) where destroyed_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("drop index droplets_by_name");
        }
    }
}
